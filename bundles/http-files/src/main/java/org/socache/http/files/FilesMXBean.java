// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.util.List;

import org.socache.api.jmx.Description;
import org.socache.api.jmx.Metric;

/** {@code org.socache:type=Files,name=http}. */
@Description("Files kept open or in memory (mod_file_cache). Numbers count from the start.")
public interface FilesMXBean {

    @Description("The files: URL path, file, bytes, and whether it is open, in memory or cannot be read yet.")
    List<KeptFileStatus> getFiles();

    @Description("Handles kept open.")
    @Metric("socache_files_handles")
    int getHandles();

    @Description("Bytes kept in memory outside the heap.")
    @Metric("socache_files_memory_bytes")
    long getMemoryBytes();

    @Description("Answers.")
    @Metric("socache_files_served_total")
    long getServed();

    @Description("Bytes of content sent.")
    @Metric("socache_files_served_bytes_total")
    long getBytesServed();

    @Description("Files opened anew because they had changed.")
    @Metric("socache_files_changed_total")
    long getChanged();

    @Description("Requests for files that had gone, or could not be read.")
    @Metric("socache_files_missing_total")
    long getMissing();

    @Description("Answers broken off because the file changed under them.")
    @Metric("socache_files_broken_off_total")
    long getBrokenOff();

    @Description("Files that fit a pattern and are left out now because of FilesLimit or MMapLimit.")
    @Metric("socache_files_left_out")
    int getLeftOut();
}
