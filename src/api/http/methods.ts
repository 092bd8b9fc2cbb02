import type { NextFunction, Request, Response } from 'express';
import { CertloomError } from '../../domain/problem';

/** 405 with the methods that the path takes (RFC 9110, section 15.5.6). */
export function refuseMethod(res: Response, allow: string): never {
  res.setHeader('Allow', allow);
  throw new CertloomError('method_not_allowed', `This path takes only ${allow}.`);
}

/** For paths that can be read and nothing else. */
export function readOnly(req: Request, res: Response, next: NextFunction): void {
  if (req.method !== 'GET' && req.method !== 'HEAD') refuseMethod(res, 'GET, HEAD');
  next();
}
