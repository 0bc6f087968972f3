// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

/** A cache in the race. What it returns is a new array of the caller's, except where {@link Contestants} says otherwise. */
interface Contestant {

    /** The data, or null. */
    byte[] get(byte[] id);

    /** Stores a copy. */
    void put(byte[] id, byte[] data);

    /** Frees what the end of the process would not. */
    default void close() {}
}
