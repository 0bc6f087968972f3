// SPDX-License-Identifier: Apache-2.0
package org.socache.demo;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PrimeTableTest {

    @Test
    void compute_anyPage_listsTheFirst240PrimesFromThere() {
        List<Long> printed = Stream.of(PrimeTable.compute(7).trim().split("\\s+"))
                .map(Long::valueOf)
                .toList();

        assertThat(printed)
                .isEqualTo(LongStream.iterate(1_000_007_000_001L, number -> number + 1)
                        .filter(number -> BigInteger.valueOf(number).isProbablePrime(64))
                        .limit(240)
                        .boxed()
                        .toList());
    }
}
