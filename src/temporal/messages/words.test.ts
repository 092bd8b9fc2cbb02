import { digestsInWords, expiringInWords, scannedInWords } from './expiration';
import { uploadedInWords } from './uploads';

const none = { stored: 0, ignored: 0, duplicate: 0, failed: 0 };
const noCounts = { examined: 9, due: 0, replaced: 0, fired: 0, folded: 0, ended: 0, batches: 0 };

describe('what people read of a run', () => {
  it.each([
    [uploadedInWords({ ...none, firings: 3, stored: 3 }), 'certificate uploaded, 3 of 3 stored'],
    [
      uploadedInWords({ firings: 4, stored: 2, ignored: 1, duplicate: 1, failed: 1 }),
      'certificate uploaded, 2 of 5 stored, 1 ignored, 1 duplicate, 1 failed',
    ],
    [expiringInWords({ firings: 1, skipped: 0 }), 'certificate expiring, 1 firing'],
    [expiringInWords({ firings: 40, skipped: 2 }), 'certificate expiring, 40 firings, 2 left out'],
    [scannedInWords({ ...noCounts, due: 12, fired: 3 }), 'scan for expiring certificates, 12 due, 3 fired'],
    [digestsInWords({ written: 4 }), 'digests of an expiration scan, 4 written'],
  ])('%s', (said, expected) => expect(said).toBe(expected));
});
