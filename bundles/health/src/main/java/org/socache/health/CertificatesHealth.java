// SPDX-License-Identifier: Apache-2.0
package org.socache.health;

import java.lang.management.ManagementFactory;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The certificates that are stapled in this JVM, from their MBeans: the bundle that has them need not be installed. A revoked
 * one is critical, since clients that look turn away, and those that do not ought to. A certificate that must be stapled and
 * has no response is critical too: the same clients refuse it. One that could not be refreshed is a warning while its staple
 * lasts.
 */
@Component(
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=Socache certificates", HealthCheck.TAGS + "=socache", HealthCheck.TAGS + "=tls"
        })
public final class CertificatesHealth implements HealthCheck {

    private static final String CERTIFICATES = "org.socache:type=SslStapling,*";

    private final MBeanServer server;

    /** Looks at the platform's MBeans, where Karaf has them. */
    @Activate
    public CertificatesHealth() {
        this(ManagementFactory.getPlatformMBeanServer());
    }

    CertificatesHealth(MBeanServer server) {
        this.server = server;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        TreeSet<ObjectName> certificates = new TreeSet<>(server.queryNames(pattern(), null));
        log.info("{} certificates are stapled or waiting to be", certificates.size());
        for (ObjectName certificate : certificates) {
            try {
                judge(certificate, log);
            } catch (JMException gone) {
                log.info("{} went while it was looked at: {}", certificate, gone.toString());
            } catch (JMRuntimeException failed) {
                log.warn("{} cannot be looked at: {}", certificate, failed.toString());
            }
        }
        return new Result(log);
    }

    private static ObjectName pattern() {
        try {
            return new ObjectName(CERTIFICATES);
        } catch (JMException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void judge(ObjectName certificate, FormattingResultLog log) throws JMException {
        String status = (String) server.getAttribute(certificate, "Status");
        String fault = (String) server.getAttribute(certificate, "LastError");
        boolean bare = (Boolean) server.getAttribute(certificate, "MustStaple")
                && !(Boolean) server.getAttribute(certificate, "Stapled");
        String text = server.getAttribute(certificate, "Subject") + " is " + status;
        if (status.equals("REVOKED")) {
            log.critical("{}; replace it", text);
        } else if (bare) {
            log.critical("{} and must be stapled, but nothing is: {}", text, fault);
        } else if (!fault.isEmpty()) {
            log.warn("{}; the last refresh failed: {}", text, fault);
        } else {
            log.info("{}", text);
        }
    }
}
