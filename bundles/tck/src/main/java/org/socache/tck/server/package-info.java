// SPDX-License-Identifier: Apache-2.0
/** Real servers for tests: started on loopback, killed, restarted and stopped as the test wants. */
package org.socache.tck.server;
