// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What {@code etc/org.socache.http.files.cfg} says. The elements are named as httpd names its directives. */
@ObjectClassDefinition(
        name = "Socache: kept files",
        description = "Directives of mod_file_cache, and limits; see the comments in the cfg file.")
@interface FilesConfiguration {

    @AttributeDefinition(
            name = "DocumentRoot",
            description = "Where files lie; a relative one begins in Karaf's base directory.")
    String DocumentRoot() default "data/www";

    @AttributeDefinition(
            name = "CacheFile",
            description = "Files whose handle is kept, by path below DocumentRoot; with * and **.",
            required = false)
    String CacheFile() default "";

    @AttributeDefinition(
            name = "MMapFile",
            description = "Files kept in memory, by path below DocumentRoot; with * and **.",
            required = false)
    String MMapFile() default "";

    @AttributeDefinition(name = "FilesLimit", description = "How many files are kept at most.")
    String FilesLimit() default "1000";

    @AttributeDefinition(name = "MMapLimit", description = "Bytes kept in memory at most; K, M or G may follow.")
    String MMapLimit() default "64M";
}
