// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.socache.http.disk.store.DiskStorage;
import org.socache.http.disk.store.Fault;
import org.socache.http.disk.store.Upkeep;

/**
 * The MBean's values.
 *
 * @param problem why the last change of the configuration was refused, or empty
 */
record DiskManagement(DiskStorage storage, Upkeep upkeep, Supplier<String> problem) implements DiskCacheMXBean {

    @Override
    public String getRoot() {
        return storage.root().toString();
    }

    @Override
    public int getEntries() {
        return storage.entries();
    }

    @Override
    public int getEntryLimit() {
        return storage.limits().entries();
    }

    @Override
    public long getBytesUsed() {
        return storage.bytes();
    }

    @Override
    public long getBytesLimit() {
        return storage.limits().bytes();
    }

    @Override
    public long getEvictions() {
        return storage.evictions();
    }

    @Override
    public long getBytesWritten() {
        return storage.written();
    }

    @Override
    public Map<String, Long> getFaultsByReason() {
        Map<String, Long> faults = new TreeMap<>();
        for (Fault fault : Fault.values()) {
            faults.put(fault.name(), storage.faults(fault));
        }
        return faults;
    }

    @Override
    public String getTrouble() {
        Fault trouble = storage.trouble();
        return trouble == null ? "" : trouble.name();
    }

    @Override
    public int getWalks() {
        return upkeep.rounds();
    }

    @Override
    public long getCleanedFiles() {
        return upkeep.cleaned();
    }

    @Override
    public long getIndexBytes() {
        return storage.indexMemory();
    }

    @Override
    public String getConfigurationProblem() {
        return problem.get();
    }
}
