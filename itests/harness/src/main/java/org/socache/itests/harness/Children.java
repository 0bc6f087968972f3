// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The nodes and servers that tests have started; where a build is broken off, they end with the JVM of its tests. */
public final class Children {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private Children() {}

    /** Returns the process, which does not outlive this JVM from now on. */
    public static Process endWithUs(Process process) {
        RUNNING.add(process);
        process.onExit().thenAccept(RUNNING::remove);
        return process;
    }
}
