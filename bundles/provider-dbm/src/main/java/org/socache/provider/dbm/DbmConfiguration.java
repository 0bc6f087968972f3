// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What consoles show of {@link DbmSettings}, which reads the values. */
@ObjectClassDefinition(
        name = "Socache provider dbm",
        description = "Shared object caches in files that outlive the process: dbm:[path][(size)]")
@interface DbmConfiguration {

    @AttributeDefinition(
            name = "DbmSize",
            description = "Bytes the entries of a cache may take when its argument names no size; at least 1M. "
                    + "Applies to caches opened from then on.")
    String DbmSize() default "1G";

    @AttributeDefinition(
            name = "DbmMaxEntrySize",
            description = "Bytes of data an entry may have, 1 to 512M; never more than a quarter of the cache. "
                    + "Applies at once.")
    String DbmMaxEntrySize() default "16M";

    @AttributeDefinition(
            name = "DbmTimeout",
            description = "How long a call waits for the file or for the disk to keep up, 1ms to 60s. Applies at once.")
    String DbmTimeout() default "250ms";
}
