import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** One middleware as a promise. */
export function run(middleware: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const next: NextFunction = (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('a middleware failed'));
    };
    void middleware(req, res, next);
  });
}
