// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.util.Date;

import org.socache.api.jmx.Description;
import org.socache.api.jmx.Metric;

/** {@code org.socache:type=SslStapling,name=ssl-stapling,serial=...}: one certificate. */
@Description("The OCSP response that is stapled for one certificate of this JVM")
public interface SslStaplingMXBean {

    @Description("The certificate's subject")
    String getSubject();

    @Description("The certificate's serial number, in hex")
    String getSerial();

    @Description("True if clients refuse this certificate without a response (RFC 7633)")
    boolean isMustStaple();

    @Description("Who is asked")
    String getResponder();

    @Description("GOOD, REVOKED, UNKNOWN, or NONE while there is no response in time")
    String getStatus();

    @Description("True if a response goes out with handshakes now")
    boolean isStapled();

    @Description("When the response was known to be so; null without one")
    Date getThisUpdate();

    @Description("When the response ends; null without one, or if the responder does not say")
    Date getNextUpdate();

    @Description("RESPONDER or SHARED_CACHE, where the response came from; NONE without one")
    String getSource();

    @Description("Why the last refresh failed; empty if it did not")
    String getLastError();

    @Description("Refreshes that failed in a row")
    @Metric("socache_ssl_staple_failures")
    int getFailureCount();

    @Description("When the response is refreshed next")
    Date getNextRefresh();

    @Description(
            "Asks the responder now, whatever the shared cache has; look at LastError and ThisUpdate for the outcome")
    void refresh();
}
