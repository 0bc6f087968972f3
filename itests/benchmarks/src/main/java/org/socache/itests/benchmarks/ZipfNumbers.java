// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Numbers in [0, count), the n-th with a likelihood proportional to n to the power of minus the exponent. */
final class ZipfNumbers {

    private final double[] sums;
    private final SplittableRandom random;

    ZipfNumbers(int count, double exponent, long seed) {
        sums = new double[count];
        random = new SplittableRandom(seed);
        double sum = 0;
        for (int n = 0; n < count; n++) {
            sum += 1 / Math.pow(n + 1, exponent);
            sums[n] = sum;
        }
    }

    int next() {
        int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
        return Math.min(sums.length - 1, found < 0 ? -found - 1 : found);
    }
}
