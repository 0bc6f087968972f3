// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where a distcache server listens, in distcache's own syntax: {@code UNIX:path}, {@code IP:host:port}, {@code
 * IPv4:host:port}; the prefix may be left out before {@code host:port}.
 *
 * <p>Other than in distcache a path that is too long for a socket is refused rather than cut, a host name is looked up per
 * connection rather than once, and no address means "all interfaces": the protocol has neither users nor encryption, so
 * whoever wants that writes {@code IP:0.0.0.0:port}. {@code FD:} is refused.
 *
 * @param path of a UNIX socket; null for TCP
 * @param host name or IPv4 address; null for a UNIX socket
 * @param port 1 to 65535; 0 for a UNIX socket
 */
public record Address(Path path, String host, int port) {

    /** What {@code sockaddr_un} holds before the final zero. */
    private static final int MAXIMUM_PATH = 107;

    private static final int MAXIMUM_PORT = 65_535;
    private static final String UNIX = "UNIX:";
    private static final String WANTED = "; write UNIX:/path or IP:host:port";

    /**
     * Reads an address.
     *
     * @param base where a relative path starts
     * @throws IllegalArgumentException if it is none; the message names the bad part
     */
    public static Address parse(String text, Path base) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("the address of the distcache server is missing" + WANTED);
        }
        String trimmed = text.trim();
        if (trimmed.startsWith(UNIX)) {
            return unix(trimmed, trimmed.substring(UNIX.length()), base);
        }
        if (trimmed.startsWith("FD:")) {
            throw new IllegalArgumentException("\"" + trimmed + "\" is a descriptor, which a JVM cannot take" + WANTED);
        }
        for (String prefix : new String[] {"IP:", "IPv4:"}) {
            if (trimmed.startsWith(prefix)) {
                return tcp(trimmed, trimmed.substring(prefix.length()));
            }
        }
        return tcp(trimmed, trimmed);
    }

    private static Address unix(String text, String path, Path base) {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" has no path" + WANTED);
        }
        try {
            Path resolved = base.resolve(path).normalize();
            int length = resolved.toString().getBytes(StandardCharsets.UTF_8).length;
            if (length > MAXIMUM_PATH) {
                throw new IllegalArgumentException("socket path \"" + resolved + "\" of " + length
                        + " bytes is above the maximum " + MAXIMUM_PATH);
            }
            return new Address(resolved, null, 0);
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("\"" + path + "\" is no path: " + wrong.getReason() + WANTED, wrong);
        }
    }

    private static Address tcp(String text, String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        String host = colon < 0 ? "" : hostAndPort.substring(0, colon);
        String port = hostAndPort.substring(colon + 1);
        if (host.isEmpty() || host.indexOf(':') >= 0 || host.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has no host name or IPv4 address before its port" + WANTED);
        }
        if (!port.matches("[0-9]{1,5}") || port(port) == 0 || port(port) > MAXIMUM_PORT) {
            throw new IllegalArgumentException(
                    "port \"" + port + "\" in \"" + text + "\" is not a number from 1 to " + MAXIMUM_PORT);
        }
        return new Address(null, host, port(port));
    }

    private static int port(String digits) {
        return Integer.parseInt(digits);
    }

    /** Whether it names a UNIX socket. */
    public boolean isUnix() {
        return path != null;
    }

    /**
     * The address to connect or bind to now. A host name may take as long as the resolver does.
     *
     * @throws UnknownHostException if the host name has no address
     */
    public SocketAddress resolve() throws UnknownHostException {
        if (isUnix()) {
            return UnixDomainSocketAddress.of(path);
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("host \"" + host + "\" has no address");
        }
        return address;
    }

    /** In the syntax that {@link #parse} reads. */
    @Override
    public String toString() {
        return isUnix() ? UNIX + path : "IP:" + host + ":" + port;
    }
}
