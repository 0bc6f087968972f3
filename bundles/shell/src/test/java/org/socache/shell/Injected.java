// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.lang.reflect.Field;

/** Sets fields as Karaf's shell does. */
final class Injected {

    private Injected() {}

    static void set(Object service, String name, Object value) throws ReflectiveOperationException {
        Field field = service.getClass().getDeclaredField(name);
        field.setAccessible(true);
        field.set(service, value);
    }
}
