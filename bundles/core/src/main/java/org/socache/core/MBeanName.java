// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.regex.Pattern;
import javax.management.ObjectName;

/** Names of MBeans in our domain. What means something in an object name is quoted, so that any name can be shown. */
final class MBeanName {

    private static final Pattern PLAIN = Pattern.compile("[^,=:\"*?\\\\\\n\\r]+");

    private MBeanName() {}

    static String of(String type, String name) {
        String value = PLAIN.matcher(name).matches() ? name : ObjectName.quote(name);
        return "org.socache:type=" + type + ",name=" + value;
    }
}
