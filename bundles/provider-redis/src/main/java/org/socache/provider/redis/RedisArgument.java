// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.socache.api.InvalidSpecificationException;
import org.socache.provider.support.Address;

/**
 * What follows {@code redis:}. httpd knows {@code host[:port][,host[:port]...]}, one or several servers that know nothing of
 * each other. Ours in addition: {@code sentinel:<master>@<sentinels>} and {@code cluster:<some nodes>}.
 *
 * @param kind how the servers belong together
 * @param master the name the sentinels give the master; null elsewhere
 * @param servers servers, sentinels or some nodes of the cluster
 */
record RedisArgument(Kind kind, String master, List<Address> servers) {

    enum Kind {
        INDEPENDENT,
        SENTINEL,
        CLUSTER
    }

    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final Pattern SENTINEL = Pattern.compile("sentinel:([^@,\\s]+)@(.*)");
    private static final Pattern CLUSTER = Pattern.compile("cluster:(?!\\d+(,|$))(.*)");

    static RedisArgument parse(String argument) throws InvalidSpecificationException {
        String text = argument == null ? "" : argument.trim();
        Matcher sentinel = SENTINEL.matcher(text);
        if (sentinel.matches()) {
            List<Address> sentinels = Address.list("redis", sentinel.group(2), SENTINEL_PORT);
            return new RedisArgument(Kind.SENTINEL, sentinel.group(1), sentinels);
        }
        if (text.startsWith("sentinel:") && !text.matches("sentinel:\\d+(,.*)?")) {
            throw new InvalidSpecificationException("redis argument \"" + text
                    + "\" names no master; write redis:sentinel:<master>@host[:port][,host[:port]...]");
        }
        Matcher cluster = CLUSTER.matcher(text);
        if (cluster.matches()) {
            return new RedisArgument(Kind.CLUSTER, null, Address.list("redis", cluster.group(2), REDIS_PORT));
        }
        return new RedisArgument(Kind.INDEPENDENT, null, Address.list("redis", text, REDIS_PORT));
    }
}
