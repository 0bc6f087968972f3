// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings that hold for all caches of a node. */
@ObjectClassDefinition(
        id = "org.socache.core",
        name = "Socache: core",
        description = "Settings that hold for all caches of this node")
@interface CoreConfiguration {

    @AttributeDefinition(
            name = "CallTimeout",
            description =
                    "Milliseconds a call to a provider that waits for a disk or a network may take, from 10 to 10000. "
                            + "A call that takes longer is a miss. Providers with a time limit of their own (redis on "
                            + "independent servers, memcache, dc, dbm on a disk of this machine) keep to that.")
    String CallTimeout() default "250";
}
