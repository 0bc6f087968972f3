// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The sentence an operator reads beside an attribute in a JMX console. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface Description {

    /** The sentence. */
    String value();
}
