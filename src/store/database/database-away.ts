/** Names of the driver's errors that say the database is away, slow or changing its primary. */
const names: ReadonlySet<unknown> = new Set([
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'PoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoServerClosedError',
  'MongoClientClosedError',
  'MongoExpiredSessionError',
  'MongooseServerSelectionError',
  'MongoWriteConcernError',
  'MongoOperationTimeoutError',
]);

/** True for errors of the driver that have nothing to do with what was asked. */
export function isDatabaseAway(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && names.has(error.name);
}
