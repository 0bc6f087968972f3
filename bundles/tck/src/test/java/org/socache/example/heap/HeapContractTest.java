// SPDX-License-Identifier: Apache-2.0
package org.socache.example.heap;

import java.util.stream.Stream;

import org.socache.api.spi.CacheProvider;
import org.socache.tck.ProviderContract;

/** Everything that is promised to consumers, tested; this class only says what is special about the provider. */
class HeapContractTest extends ProviderContract {

    @Override
    protected CacheProvider provider() {
        return new HeapProvider();
    }

    @Override
    protected String argument() {
        return "1000";
    }

    @Override
    protected Stream<WrongArgument> wrongArguments() {
        return Stream.of(new WrongArgument("many", "many"), new WrongArgument("0", "0"));
    }

    @Override
    protected int maximumObjectSize() {
        return -1;
    }

    @Override
    protected int overfill() {
        return 1_500;
    }
}
