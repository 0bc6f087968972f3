// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.socache.api.spi.CacheProvider;
import org.socache.dc.protocol.Addition;
import org.socache.dc.server.MemoryCache;
import org.socache.dc.server.TestServer;
import org.socache.tck.ProviderContract;

/** The contract kit against {@code org.socache.dc.server}, over each kind of socket, with and without kept connections. */
abstract class DcContractTest extends ProviderContract {

    private final CacheProvider provider;
    private MemoryCache stored;
    private TestServer server;
    private String address;

    DcContractTest(Map<String, Object> configuration) {
        provider = new DcProvider(configuration);
    }

    abstract String listen() throws Exception;

    @BeforeAll
    void startServer() throws Exception {
        stored = new MemoryCache(clock());
        address = listen();
        server = TestServer.start(address, stored, clock());
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Override
    protected CacheProvider provider() {
        return provider;
    }

    @Override
    protected String argument() {
        stored.clear();
        return address;
    }

    @Override
    protected Stream<WrongArgument> wrongArguments() {
        return Stream.of(
                new WrongArgument(null, "missing"),
                new WrongArgument("UNIX:", "no path"),
                new WrongArgument("UNIX:/" + "x".repeat(200), "above the maximum 107"),
                new WrongArgument("IP:9001", "IP:9001"),
                new WrongArgument("IP:localhost:port", "port \"port\""),
                new WrongArgument("IP:localhost:65536", "65536"),
                new WrongArgument("FD:0:1", "FD:0:1"));
    }

    @Override
    protected int minimumObjectSize() {
        return DcCache.MINIMUM_DATA;
    }

    @Override
    protected int maximumObjectSize() {
        return Addition.maximumData(16);
    }

    @Override
    protected boolean tellsExpiry() {
        return false;
    }

    @Override
    protected boolean counts() {
        return false;
    }

    static final class OverUnixSocket extends DcContractTest {

        OverUnixSocket() {
            super(Map.of("DcTimeout", "5s"));
        }

        @Override
        String listen() {
            return "UNIX:" + directory.resolve("dc.sock");
        }
    }

    static final class OverTcp extends DcContractTest {

        OverTcp() {
            super(Map.of("DcTimeout", "5s"));
        }

        @Override
        String listen() throws Exception {
            return "IP:127.0.0.1:" + TestServer.freePort();
        }
    }

    static final class OnAConnectionPerCall extends DcContractTest {

        OnAConnectionPerCall() {
            super(Map.of("DcTimeout", "5s", "DcConnTTL", "0"));
        }

        @Override
        String listen() {
            return "UNIX:" + directory.resolve("dc.sock");
        }
    }
}
