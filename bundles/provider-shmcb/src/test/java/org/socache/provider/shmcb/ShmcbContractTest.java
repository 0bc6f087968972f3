// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.socache.api.Hints;
import org.socache.api.spi.CacheProvider;
import org.socache.tck.ProviderContract;

import static org.assertj.core.api.Assertions.assertThat;

class ShmcbContractTest extends ProviderContract {

    private static final long SIZE = 1 << 20;

    private int segments;

    @Override
    protected CacheProvider provider() {
        return new ShmcbProvider();
    }

    @Override
    protected String argument() {
        return directory.resolve("segment-" + segments++ + ".cache") + "(1M)";
    }

    @Override
    protected Stream<WrongArgument> wrongArguments() {
        return Stream.of(
                new WrongArgument("a.cache(8191)", "8191 is below the minimum 8192"),
                new WrongArgument("a.cache(1000000000K)", "above the maximum"),
                new WrongArgument("a.cache(999999999999999999G)", "above the maximum"),
                new WrongArgument("a.cache(9999999999999999999)", "not a number"),
                new WrongArgument("a.cache(big)", "'big' is not a number"),
                new WrongArgument("a.cache()", "'' is not a number"),
                new WrongArgument("a.cache(-8192)", "not a number"),
                new WrongArgument("a.cache(8192", "no closing parenthesis"),
                new WrongArgument("a(8192).cache", "no closing parenthesis"),
                new WrongArgument("a.cache8192)", "no opening parenthesis"),
                new WrongArgument("missing/a.cache", "is not a directory"),
                new WrongArgument("/", "is not a file"));
    }

    @Override
    protected int maximumObjectSize() {
        return (int) Geometry.of(SIZE, new Hints(16, 200, 0)).largestObject(16);
    }

    @Override
    protected int overfill() {
        return 3 * (int) (SIZE / 1024);
    }

    @Test
    void shared_isTrueWhileAnotherUsesTheSegment() throws Exception {
        String segment = argument();
        try (var alone = open("contract", segment)) {
            assertThat(alone.shared()).isFalse();
            try (var other = open("contract", segment)) {
                assertThat(alone.shared()).isTrue();
                assertThat(other.shared()).isTrue();
            }
            assertThat(alone.shared()).isFalse();
        }
    }
}
