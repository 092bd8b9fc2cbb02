import { Client, Connection } from '@temporalio/client';
import mongoose from 'mongoose';
import { startProduct } from './product';

/** The product on an empty data folder, with doors of our own to its database and its engine. */
export async function openProduct() {
  const product = await startProduct();
  const db = await mongoose.createConnection(product.mongoUri).asPromise();
  const connection = await Connection.connect({ address: product.temporalAddress });
  return {
    product,
    db,
    client: new Client({ connection }),
    async close(): Promise<void> {
      await connection.close();
      await db.close();
      await product.stop();
    },
  };
}
