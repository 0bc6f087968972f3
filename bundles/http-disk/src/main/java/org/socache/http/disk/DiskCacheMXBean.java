// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.util.Map;

import org.socache.api.jmx.Description;
import org.socache.api.jmx.Metric;

/** {@code org.socache:type=DiskCache,name=http}. */
@Description("The storage disk of the HTTP cache. Numbers count from its start.")
public interface DiskCacheMXBean {

    @Description("The directory of its files.")
    String getRoot();

    @Description("Entries that are known of; the first walk through the tree finds those from before the start.")
    @Metric("socache_http_disk_entries")
    int getEntries();

    @Description("How many entries there may be (CacheEntryLimit).")
    @Metric("socache_http_disk_entry_limit")
    int getEntryLimit();

    @Description("Bytes that all its files take, in blocks of 4096, drafts included.")
    @Metric("socache_http_disk_used_bytes")
    long getBytesUsed();

    @Description("Bytes that all its files may take (CacheSizeLimit).")
    @Metric("socache_http_disk_limit_bytes")
    long getBytesLimit();

    @Description("Entries that had to go for others.")
    @Metric("socache_http_disk_evictions_total")
    long getEvictions();

    @Description("Bytes written to disk.")
    @Metric("socache_http_disk_written_bytes_total")
    long getBytesWritten();

    @Description("What was not done, or lost, by reason.")
    @Metric(value = "socache_http_disk_faults_total", label = "reason")
    Map<String, Long> getFaultsByReason();

    @Description("What stands in the way of writing; empty when nothing does.")
    String getTrouble();

    @Description("Walks through the tree that have come to their end.")
    @Metric("socache_http_disk_walks_total")
    int getWalks();

    @Description("Files taken out by walks: expired, damaged, or left behind by a killed process.")
    @Metric("socache_http_disk_cleaned_files_total")
    long getCleanedFiles();

    @Description("Bytes of heap that the index of what is on disk takes.")
    @Metric("socache_http_disk_index_bytes")
    long getIndexBytes();

    @Description("Why the last change of the configuration was refused; empty when it is in force.")
    String getConfigurationProblem();
}
