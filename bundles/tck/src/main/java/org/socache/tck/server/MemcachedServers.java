// SPDX-License-Identifier: Apache-2.0
package org.socache.tck.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's memcached. */
public final class MemcachedServers {

    private MemcachedServers() {}

    /** One server; {@code options} as on the command line, for instance {@code -m 8}. */
    public static ServerProcess single(Path directory, String... options) {
        int port = Ports.free();
        List<String> command =
                new ArrayList<>(List.of(ServerProcess.program("memcached", "memcached"), "-l", "127.0.0.1", "-p"));
        // started by root it insists on being told whom to become
        command.addAll(List.of(String.valueOf(port), "-U", "0", "-u", System.getProperty("user.name")));
        command.addAll(List.of(options));
        return ServerProcess.start(port, command, directory);
    }
}
