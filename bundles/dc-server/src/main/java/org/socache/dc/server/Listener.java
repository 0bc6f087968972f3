// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import org.socache.dc.protocol.Address;

/** The socket that clients connect to. */
final class Listener implements AutoCloseable {

    /** Longer than the default 50: httpd's module connects once per operation, in bursts. */
    private static final int BACKLOG = 1_024;

    private final Address address;
    private final ServerSocketChannel channel;
    /** Which file in the place is ours; null for TCP. */
    private final Object fileKey;

    private Listener(Address address, ServerSocketChannel channel) throws IOException {
        this.address = address;
        this.channel = channel;
        this.fileKey = address.isUnix() ? fileKey(address.path()) : null;
    }

    /**
     * Listens.
     *
     * @param mode permissions of a UNIX socket; nobody else can connect at any moment
     * @throws IOException if the address is in use or cannot be had; the message names it
     */
    static Listener open(Address address, Set<PosixFilePermission> mode) throws IOException {
        ServerSocketChannel channel = null;
        try {
            if (address.isUnix()) {
                channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                bind(channel, address.path(), mode);
            } else {
                channel = ServerSocketChannel.open();
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(address.resolve(), BACKLOG);
            }
            channel.configureBlocking(false);
            return new Listener(address, channel);
        } catch (IOException | UnsupportedOperationException failed) {
            if (channel != null) {
                channel.close();
            }
            throw new IOException("cannot listen on " + address + ": " + failed.getMessage(), failed);
        }
    }

    /**
     * Binds in a directory of our own and then moves the socket where it belongs: between bind and chmod the socket has
     * the permissions of the process's umask, and there nobody else can reach it.
     */
    private static void bind(ServerSocketChannel channel, Path path, Set<PosixFilePermission> mode) throws IOException {
        checkPlace(path);
        Path directory = Files.createTempDirectory(path.toAbsolutePath().getParent(), ".dc");
        Path hidden = directory.resolve("s");
        try {
            channel.bind(UnixDomainSocketAddress.of(hidden), BACKLOG);
            Files.setPosixFilePermissions(hidden, mode);
            Files.move(hidden, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(hidden);
            Files.delete(directory);
        }
    }

    /** Only a socket nobody listens on any more, as a killed server leaves behind, may be in the place. */
    private static void checkPlace(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes(path).isOther()) {
            throw new IOException("there is a file that is no socket; remove it or choose another path");
        }
        // the only way to tell a living listener from a dead one is to knock
        try (SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.configureBlocking(false);
            other.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException nobodyListens) {
            return;
        } catch (IOException busyOrNotForUs) {
            throw new IOException("another server listens there: " + busyOrNotForUs.getMessage(), busyOrNotForUs);
        }
        throw new IOException("another server listens there");
    }

    private static Object fileKey(Path path) throws IOException {
        return attributes(path).fileKey();
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** Whether other machines can connect, though the protocol has neither users nor encryption. */
    boolean isExposed() throws IOException {
        return !address.isUnix()
                && !((InetSocketAddress) channel.getLocalAddress()).getAddress().isLoopbackAddress();
    }

    /** Also takes the socket out of its place, unless another server has put its own there meanwhile. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (address.isUnix()
                && Files.exists(address.path(), LinkOption.NOFOLLOW_LINKS)
                && fileKey(address.path()).equals(fileKey)) {
            Files.deleteIfExists(address.path());
        }
    }
}
