// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.util.List;

import org.socache.api.jmx.Description;

/** {@code org.socache:type=Files,name=http}. */
@Description(
        "Files kept open or in memory (mod_file_cache). Numbers count from the last change of the configuration or of the set of files.")
public interface FilesMXBean {

    @Description("The files, each with its URL path and whether it is open or in memory.")
    List<String> getFiles();

    @Description("Handles kept open.")
    int getHandles();

    @Description("Bytes kept in memory outside the heap.")
    long getMemoryBytes();

    @Description("Answers.")
    long getServed();

    @Description("Bytes of content sent.")
    long getBytesServed();

    @Description("Files opened anew because they had changed.")
    long getChanged();

    @Description("Requests for files that had gone, or could not be read.")
    long getMissing();

    @Description("Answers broken off because the file changed under them.")
    long getBrokenOff();

    @Description("Files left out because of FilesLimit or MMapLimit.")
    long getLeftOut();
}
