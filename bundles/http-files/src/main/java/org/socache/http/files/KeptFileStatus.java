// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.beans.ConstructorProperties;

/** A kept file as JMX and the shell show it. */
public final class KeptFileStatus {

    private final String url;
    private final String file;
    private final long size;
    private final String kept;

    @ConstructorProperties({"url", "file", "size", "kept"})
    public KeptFileStatus(String url, String file, long size, String kept) {
        this.url = url;
        this.file = file;
        this.size = size;
        this.kept = kept;
    }

    /** The path of its URL. */
    public String getUrl() {
        return url;
    }

    /** Where it lies. */
    public String getFile() {
        return file;
    }

    /** Bytes, when it was last looked at. */
    public long getSize() {
        return size;
    }

    /** {@code open}, {@code in memory}, or {@code cannot be read} until it can for the first time. */
    public String getKept() {
        return kept;
    }
}
