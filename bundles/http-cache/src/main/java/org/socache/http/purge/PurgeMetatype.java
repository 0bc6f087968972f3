// SPDX-License-Identifier: Apache-2.0
package org.socache.http.purge;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Socache: purging by HTTP",
        description =
                "With this configuration POST /socache-purge takes entries out of the HTTP cache; without it there is no such page.")
@interface PurgeMetatype {

    @AttributeDefinition(
            name = "PurgeFrom",
            description = "Addresses that may purge, with blanks between.",
            required = false)
    String PurgeFrom() default "127.0.0.1 ::1";

    @AttributeDefinition(
            name = "PurgeRole",
            description = "The role that the user, given by HTTP Basic, must have in Karaf's realm.",
            required = false)
    String PurgeRole() default "manager";
}
