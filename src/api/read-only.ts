import type { NextFunction, Request, Response } from 'express';
import { CertloomError } from '../domain/problem';

/** For paths that can be read and nothing else: any other method is answered with 405 and what is allowed. */
export function readOnly(req: Request, res: Response, next: NextFunction): void {
  if (req.method === 'GET' || req.method === 'HEAD') return next();
  res.setHeader('Allow', 'GET, HEAD');
  throw new CertloomError('method_not_allowed', 'This path takes GET, HEAD.');
}
