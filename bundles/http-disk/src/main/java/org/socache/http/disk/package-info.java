// SPDX-License-Identifier: Apache-2.0
/** The storage {@code disk} as a component: configuration, MBean, shell command. */
package org.socache.http.disk;
