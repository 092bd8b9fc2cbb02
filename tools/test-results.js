/** Results of two runs of tests as one, in the form of jest's `--json`. */

/**
 * @param {object} product what jest wrote
 * @param {object | undefined} ofConsole what vitest's JSON reporter wrote; undefined: its run left nothing, which is a failure
 */
function merged(product, ofConsole) {
  const other = ofConsole ?? {
    numPassedTests: 0,
    numFailedTests: 1,
    numTotalTests: 1,
    testResults: [],
    success: false,
  };
  // Jest counts files that could not be run; vitest only lists them as failed, with no tests.
  const unrunnable = other.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const sum = (member) => (product[member] ?? 0) + (other[member] ?? 0);
  return {
    ...product,
    numPassedTests: sum('numPassedTests'),
    numFailedTests: sum('numFailedTests'),
    numTotalTests: sum('numTotalTests'),
    numPendingTests: sum('numPendingTests'),
    numRuntimeErrorTestSuites: (product.numRuntimeErrorTestSuites ?? 0) + unrunnable.length,
    success: product.success === true && other.success === true,
    testResults: [...product.testResults, ...other.testResults],
  };
}

module.exports = { merged };
