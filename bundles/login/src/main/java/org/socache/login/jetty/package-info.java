// SPDX-License-Identifier: Apache-2.0
/** What Jetty has to be told before credentials in a request's fields can be trusted; carried privately, as the package above. */
package org.socache.login.jetty;
