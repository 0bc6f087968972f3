// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.util.Map;

import org.socache.api.jmx.Description;

/** {@code org.socache:type=DiskCache,name=http}. */
@Description("The storage disk of the HTTP cache. Numbers count from its start.")
public interface DiskCacheMXBean {

    @Description("The directory of its files.")
    String getRoot();

    @Description("Entries that are known of; the first walk through the tree finds those from before the start.")
    int getEntries();

    @Description("How many entries there may be (CacheEntryLimit).")
    int getEntryLimit();

    @Description("Bytes that all its files take, in blocks of 4096, drafts included.")
    long getBytesUsed();

    @Description("Bytes that all its files may take (CacheSizeLimit).")
    long getBytesLimit();

    @Description("Entries that had to go for others.")
    long getEvictions();

    @Description("Bytes written.")
    long getBytesWritten();

    @Description("What was not done, or lost, by reason.")
    Map<String, Long> getFaultsByReason();

    @Description("What stands in the way of writing; empty when nothing does.")
    String getTrouble();

    @Description("Walks through the tree that have come to their end.")
    int getWalks();

    @Description("Files taken out by walks: expired, damaged, or left behind by a killed process.")
    long getCleanedFiles();

    @Description("Bytes of heap that the index takes.")
    long getIndexBytes();

    @Description("Why the last change of the configuration was refused; empty when it is in force.")
    String getConfigurationProblem();
}
