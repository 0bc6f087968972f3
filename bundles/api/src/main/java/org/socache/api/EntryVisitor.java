// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/** Receives entries while a cache is walked. */
@FunctionalInterface
public interface EntryVisitor {

    /** Takes one unexpired entry; returns false to stop the walk. No lock of the cache is held meanwhile. */
    boolean visit(Entry entry);
}
