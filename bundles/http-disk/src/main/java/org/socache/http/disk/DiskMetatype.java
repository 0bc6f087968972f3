// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What the web console knows of {@code etc/org.socache.http.disk.cfg}. The elements are named as httpd names its directives. */
@ObjectClassDefinition(
        name = "Socache: HTTP cache on disk",
        description = "Directives of mod_cache_disk, and limits; see the comments in the cfg file.")
@interface DiskMetatype {

    @AttributeDefinition(
            name = "CacheRoot",
            description = "Directory of the files; a relative one begins in Karaf's base directory.")
    String CacheRoot() default "data/http.disk";

    @AttributeDefinition(name = "CacheDirLevels", description = "Levels of directories below the root, 1 to 20.")
    String CacheDirLevels() default "2";

    @AttributeDefinition(
            name = "CacheDirLength",
            description = "Characters of a directory's name; times the levels at most 20.")
    String CacheDirLength() default "2";

    @AttributeDefinition(name = "CacheMinFileSize", description = "Bytes of the smallest content that is kept.")
    String CacheMinFileSize() default "1";

    @AttributeDefinition(name = "CacheMaxFileSize", description = "Bytes of the largest content that is kept.")
    String CacheMaxFileSize() default "1000000";

    @AttributeDefinition(name = "CacheReadSize", description = "Accepted for httpd's sake, without effect.")
    String CacheReadSize() default "0";

    @AttributeDefinition(name = "CacheReadTime", description = "Accepted for httpd's sake, without effect.")
    String CacheReadTime() default "0";

    @AttributeDefinition(
            name = "CacheSizeLimit",
            description = "Bytes that all files may take together; K, M, G or T may follow.")
    String CacheSizeLimit() default "1G";

    @AttributeDefinition(name = "CacheEntryLimit", description = "How many entries there may be.")
    String CacheEntryLimit() default "1000000";

    @AttributeDefinition(
            name = "CacheCleanInterval",
            description = "Minutes between two walks of the cleaner in the background.")
    String CacheCleanInterval() default "60";
}
