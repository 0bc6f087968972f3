// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A process as {@code /proc} names it; zeroes where there is none.
 *
 * @param pid process number
 * @param startTime clock ticks between boot and its start
 * @param namespace inode number of the pid namespace in which the number is meant
 */
record ProcessIdentity(long pid, long startTime, long namespace) {

    private static final Path PROC = Path.of("/proc");
    private static final int STATE_FIELD = 0;
    private static final int START_TIME_FIELD = 19;
    private static final char ZOMBIE = 'Z';

    static ProcessIdentity current() {
        long pid = ProcessHandle.current().pid();
        String[] stat = stat(pid);
        return new ProcessIdentity(pid, stat == null ? 0 : Long.parseLong(stat[START_TIME_FIELD]), currentNamespace());
    }

    /**
     * Whether the process certainly runs. A second opinion: the kernel's locks say first who is dead, and are right
     * unless somebody in the living process opened and closed the lock file. A zombie does not run.
     */
    boolean certainlyRuns() {
        if (namespace == 0 || namespace != currentNamespace()) {
            return false;
        }
        String[] stat = stat(pid);
        return stat != null
                && stat[STATE_FIELD].charAt(0) != ZOMBIE
                && Long.parseLong(stat[START_TIME_FIELD]) == startTime;
    }

    /** The fields of {@code /proc/PID/stat} after the name, which may contain blanks and parentheses; null if there are none. */
    private static String[] stat(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException | RuntimeException noSuchProcess) {
            return null;
        }
    }

    private static long currentNamespace() {
        try {
            String link = Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
            return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
        } catch (IOException | RuntimeException noNamespaces) {
            return 0;
        }
    }
}
