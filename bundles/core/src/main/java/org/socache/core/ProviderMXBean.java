// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.List;

import org.socache.api.jmx.Description;

/** What JMX shows of one kind of provider. */
@Description("A kind of cache that consumers can be bound to, and the instances of it that are open.")
public interface ProviderMXBean {

    @Description("True while the provider's service is here.")
    boolean isAvailable();

    @Description("Bundle the provider comes from; empty while it is absent.")
    String getBundle();

    @Description("Names of the caches that are configured to use it.")
    List<String> getInstances();

    @Description("Servers behind these instances: address, whether up, microseconds of the last round trip, details.")
    List<ServerView> getServers();

    @Description("Asks every instance whether it can do its work now; one line per cache.")
    List<String> ping();
}
