// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

/** A cache in the race. What it returns is the caller's own copy, or what the next call on this thread may overwrite. */
interface Contestant {

    /** The data, or null. */
    byte[] get(byte[] id);

    /** Stores a copy. */
    void put(byte[] id, byte[] data);

    /** Frees what the end of the process would not. */
    default void close() {}
}
