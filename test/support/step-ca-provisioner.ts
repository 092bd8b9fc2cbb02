/** A JWK provisioner, its key encrypted by go.step.sm/crypto v0.77.1 (`jose.GenerateDefaultKeyPair`). */
export const provisionerPassword = 'correct horse battery';

export const provisionerPublicKey = {
  ...{ use: 'sig', kty: 'EC', kid: '0LTeoxE5vGHDFdEaaFpaQVAsKE55Lvcp-CbJfwvtlto', crv: 'P-256', alg: 'ES256' },
  x: '6uSMq5N8TQ50lVfB_mgn17dw0y_5dVZjp_nandxVQyQ',
  y: 'hQWD81P9u70EfI6rsXKRqqPU2qYByQLroCtUzp6anuE',
};

export const provisionerJwe = [
  'eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJjdHkiOiJqd2sranNvbiIsImVuYyI6IkEyNTZHQ00iLCJwMmMiOjYwMDAwMCwicDJzIjoiVmNRSUFzYlJITFg0d3paT0JsN295ZyJ9',
  'LQLGRbie268qnuPhmCVZ9siXwXA6QQVjsvlXpC_yuXoLG0sc9LedcQ',
  '4YPpDnZYz6WmrjXg',
  'qgFcQIASu32xzrcM6l-y5cJQv4N63DerutROcl2EBNhiPDAEnNV6bqrrSbmoqbFRoux_I-AYcF5fMpKSZOuGWICXr52k8PHGJUoGTTHldyZGQGJDl5X8TtgGpf5P-XOk65ezewwdyF0Ch0qJihzzydc9msTNedfRwcbrnXX7OQ3W8d3otqCSIfPIFbZxYpcjtCUObqe0U7KNzc41iVA7Bo-GmKvS9ZkoSMRZ2Zxt9uLSi5c2OD_ruDQPQHn8F0ujUYpvOsVaCfzI9iyWSvPage2RDIXmzRvOiYLRWt-taoD5bOZ07FelstRsrmy1zS3Buuw1_EIWVF6tnVtQC54',
  's6l43XPNE9_yCjLeeNAfwA',
].join('.');
