// SPDX-License-Identifier: Apache-2.0
package org.socache.api.jmx;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The sentence that JConsole shows for an MBean, one of its attributes (on the getter), operations or parameters. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
public @interface Description {

    /** The sentence. */
    String value();
}
