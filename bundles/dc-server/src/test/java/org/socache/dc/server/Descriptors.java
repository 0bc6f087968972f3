// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;

/** Files and sockets this process holds. */
public final class Descriptors {

    private Descriptors() {}

    /** How many are open now. */
    public static long open() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getOpenFileDescriptorCount();
    }
}
