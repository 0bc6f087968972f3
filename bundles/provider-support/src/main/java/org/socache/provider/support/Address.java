// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.socache.api.InvalidSpecificationException;

/**
 * One server of an argument, {@code host[:port]} as {@code apr_parse_addr_port} reads it; an IPv6 address stands in
 * brackets.
 */
public record Address(String host, int port) {

    private static final Pattern SYNTAX = Pattern.compile("(\\[[0-9A-Fa-f:.%a-z]+]|[^\\s:\\[\\]/@]+)(?::(\\d{1,5}))?");

    /**
     * Reads a list with commas between the servers. httpd skips empty items, and so do we; unlike httpd we allow blanks.
     *
     * @throws InvalidSpecificationException naming the item that is wrong
     */
    public static List<Address> list(String provider, String argument, int defaultPort)
            throws InvalidSpecificationException {
        List<Address> addresses = new ArrayList<>();
        for (String item : argument == null ? new String[0] : argument.split(",")) {
            if (!item.isBlank()) {
                addresses.add(one(provider, item.trim(), defaultPort));
            }
        }
        if (addresses.isEmpty()) {
            throw new InvalidSpecificationException(provider + " needs a list of servers; write " + provider
                    + ":host[:port][,host[:port]...], for instance " + provider + ":127.0.0.1:" + defaultPort);
        }
        return List.copyOf(addresses);
    }

    private static Address one(String provider, String item, int defaultPort) throws InvalidSpecificationException {
        Matcher matcher = SYNTAX.matcher(item);
        if (!matcher.matches()) {
            throw new InvalidSpecificationException(
                    provider + " server \"" + item + "\" is not host[:port], with an IPv6 address in brackets");
        }
        if (matcher.group(2) == null && item.matches("\\d+")) {
            throw new InvalidSpecificationException(
                    provider + " server \"" + item + "\" is a port without a host; write host:" + item);
        }
        int port = matcher.group(2) == null ? defaultPort : Integer.parseInt(matcher.group(2));
        if (port < 1 || port > 65_535) {
            throw new InvalidSpecificationException(
                    provider + " server \"" + item + "\" has port " + port + "; allowed are 1 to 65535");
        }
        String host = matcher.group(1);
        return new Address(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    /** The form that {@link #list} reads. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
