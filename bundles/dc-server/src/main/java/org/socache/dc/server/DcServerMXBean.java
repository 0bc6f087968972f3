// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.util.Map;

/** What JMX shows of a server. Counts begin with its configuration. */
@Description("A distcache server in front of a cache of this node")
public interface DcServerMXBean {

    @Description("Where clients connect")
    String getListen();

    @Description("Provider and argument of the cache behind this server")
    String getCache();

    @Description("Connections open now")
    int getOpenConnections();

    @Description("Connections open at most; for a further one the one idle for longest is closed")
    int getMaxConnections();

    @Description("Bytes of requests and answers in memory now")
    int getMemoryHeld();

    @Description("Connections accepted")
    long getAcceptedCount();

    @Description("Bytes read from clients")
    long getBytesIn();

    @Description("Bytes written to clients")
    long getBytesOut();

    @Description("ADD requests")
    long getAddCount();

    @Description("ADD requests whose entry was stored")
    long getAddStoredCount();

    @Description("GET requests")
    long getGetCount();

    @Description("GET requests that found an entry")
    long getGetHitCount();

    @Description("REMOVE requests")
    long getRemoveCount();

    @Description("REMOVE requests that found an entry")
    long getRemoveHitCount();

    @Description("HAVE requests")
    long getHaveCount();

    @Description("HAVE requests that found an entry")
    long getHaveHitCount();

    @Description("Connections closed by the server, by reason")
    Map<String, Long> getDroppedConnections();
}
