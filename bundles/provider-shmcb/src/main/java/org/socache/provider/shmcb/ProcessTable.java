// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * The lock file: who uses the segment. Offsets in bytes; the bytes at {@link #CREATION} and at each member's beginning are
 * also what {@code fcntl} locks are taken on.
 *
 * <pre>
 *      0 +-------+---------+----+----------------------+
 *        | magic | version | id |                      |   id: random; the segment names it
 *   4096 +-------+---------+----+-----------+----------+
 *        | pid | start time | pid namespace | generation | ...   member 0
 *   4160 +-----+------------+---------------+------------+
 *        | ...                                             member 1, up to 255
 *  20480 +-----------------------------------------------+
 * </pre>
 *
 * <ul>
 *   <li>start time: as in {@code /proc/PID/stat}, to know a process from a later one of the same number.
 *   <li>pid namespace: inode number; a pid means nothing in another container.
 *   <li>generation: 16 bits, one more with each process that takes the place.
 * </ul>
 */
final class ProcessTable {

    static final int MEMBERS = 256;
    static final int BYTES = 4096 + MEMBERS * ProcessTable.MEMBER_BYTES;

    static final int CREATION = 24;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 8;
    static final int ID_AT = 16;

    static final long MAGIC = 0x534f_4343_4c4f_434bL;
    static final long VERSION = 1;

    private static final int MEMBERS_AT = 4096;
    private static final int MEMBER_BYTES = 64;
    private static final int PID = 0;
    private static final int START_TIME = 8;
    private static final int NAMESPACE = 16;
    private static final int GENERATION = 24;
    private static final long GENERATION_MASK = 0xffff;

    private final Memory memory;

    ProcessTable(Memory memory) {
        this.memory = memory;
    }

    long id() {
        return memory.get(ID_AT);
    }

    static int at(int member) {
        return MEMBERS_AT + member * MEMBER_BYTES;
    }

    /** Enters a process at a place whose lock it holds, and returns the generation it is. */
    long enter(int member, ProcessIdentity process) {
        long generation = generation(member) + 1 & GENERATION_MASK;
        memory.put(at(member) + PID, process.pid());
        memory.put(at(member) + START_TIME, process.startTime());
        memory.put(at(member) + NAMESPACE, process.namespace());
        memory.setRelease(at(member) + GENERATION, generation);
        return generation;
    }

    long generation(int member) {
        return memory.getAcquire(at(member) + GENERATION);
    }

    ProcessIdentity process(int member) {
        return new ProcessIdentity(
                memory.get(at(member) + PID), memory.get(at(member) + START_TIME), memory.get(at(member) + NAMESPACE));
    }
}
