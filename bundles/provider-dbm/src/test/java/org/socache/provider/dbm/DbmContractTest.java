// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.socache.api.spi.CacheProvider;
import org.socache.tck.ProviderContract;

class DbmContractTest extends ProviderContract {

    private static final int MEBIBYTE = 1 << 20;

    private final DbmProvider provider = new DbmProvider(Map.of("DbmMaxEntrySize", "64M"));

    @Override
    protected CacheProvider provider() {
        return provider;
    }

    @Override
    protected String argument() {
        return "data/" + UUID.randomUUID() + "(1M)";
    }

    @Override
    protected int maximumObjectSize() {
        return MEBIBYTE / 4;
    }

    @Override
    protected int overfill() {
        return 3 * MEBIBYTE / 1024;
    }

    @Override
    protected Stream<WrongArgument> wrongArguments() {
        return Stream.of(
                new WrongArgument("/proc/nope", "/proc/nope"),
                new WrongArgument("/proc/version", "/proc/version"),
                new WrongArgument("/dev/null/cache", "/dev/null"),
                new WrongArgument("/tmp", "directory"),
                new WrongArgument("data/x(12)", "below the minimum 1048576"),
                new WrongArgument("data/x(lots)", "\"lots\""),
                new WrongArgument("data/x(12M", "data/x(12M"),
                new WrongArgument("data/\0x", "no path"));
    }
}
