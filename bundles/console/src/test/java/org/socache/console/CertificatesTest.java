// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.Date;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CertificatesTest {

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();

    @Test
    void read_withoutTls_isEmpty() {
        assertThat(Certificates.read(server)).isEmpty();
    }

    @Test
    void read_stapledCertificate_tellsStatusAndEnd() throws JMException {
        server.registerMBean(new Staple(), new ObjectName("org.socache:type=SslStapling,name=ssl-stapling,serial=1"));

        assertThat(Certificates.read(server))
                .singleElement()
                .satisfies(certificate -> assertThat(certificate)
                        .containsEntry("subject", "CN=www.example.com")
                        .containsEntry("status", "GOOD")
                        .containsEntry("ends", 86_400_000L)
                        .containsEntry("fault", ""));
    }

    @Test
    void read_afterACertificateThatFails_goesOn() throws JMException {
        server.registerMBean(new Failing(), new ObjectName("org.socache:type=SslStapling,name=ssl-stapling,serial=1"));
        server.registerMBean(new Staple(), new ObjectName("org.socache:type=SslStapling,name=ssl-stapling,serial=2"));

        assertThat(Certificates.read(server)).hasSize(1);
    }

    public interface FailingMXBean {
        String getSubject();
    }

    public static final class Failing implements FailingMXBean {

        @Override
        public String getSubject() {
            throw new IllegalStateException("no subject");
        }
    }

    public interface StapleMXBean {
        String getSubject();

        String getStatus();

        Date getNextUpdate();

        String getLastError();
    }

    public static final class Staple implements StapleMXBean {

        @Override
        public String getSubject() {
            return "CN=www.example.com";
        }

        @Override
        public String getStatus() {
            return "GOOD";
        }

        @Override
        public Date getNextUpdate() {
            return new Date(86_400_000);
        }

        @Override
        public String getLastError() {
            return "";
        }
    }
}
