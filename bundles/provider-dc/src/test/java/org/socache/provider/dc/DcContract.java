// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.socache.api.spi.CacheProvider;
import org.socache.dc.protocol.Addition;
import org.socache.dc.server.MemoryCache;
import org.socache.dc.server.TestServer;
import org.socache.tck.ProviderContract;

/** The contract kit against {@code org.socache.dc.server}, which it starts afresh for every test. */
abstract class DcContract extends ProviderContract {

    private final CacheProvider provider;
    private TestServer server;

    DcContract(Map<String, Object> configuration) {
        provider = new DcProvider(configuration);
    }

    /** Where the server shall listen. */
    abstract String listen() throws Exception;

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    protected CacheProvider provider() {
        return provider;
    }

    @Override
    protected String argument() throws Exception {
        if (server != null) {
            server.close();
        }
        String address = listen();
        server = TestServer.start(address, new MemoryCache(clock()), clock());
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
}
