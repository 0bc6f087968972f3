// SPDX-License-Identifier: Apache-2.0
package org.socache.health;

import java.util.Objects;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CertificatesHealthTest {

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GOOD    | false | true  | ''            | OK       | CN=shop is GOOD",
                "GOOD    | true  | true  | 'no answer'   | WARN     | the last refresh failed: no answer",
                "NONE    | false | false | 'no answer'   | WARN     | the last refresh failed: no answer",
                "NONE    | true  | false | 'no answer'   | CRITICAL | must be stapled, but nothing is: no answer",
                "REVOKED | false | false | ''            | CRITICAL | CN=shop is REVOKED; replace it",
            })
    void execute_oneCertificate_saysWhatAnOperatorHasToDo(
            String status, boolean mustStaple, boolean stapled, String fault, Status health, String text)
            throws JMException {
        server.registerMBean(
                new Certificate(status, mustStaple, stapled, fault),
                new ObjectName("org.socache:type=SslStapling,name=ssl-stapling,serial=1"));

        Result result = new CertificatesHealth(server).execute();

        assertThat(result.getStatus()).isEqualTo(health);
        assertThat(result.toString()).contains(text);
    }

    @Test
    void execute_noCertificate_isFine() {
        assertThat(new CertificatesHealth(server).execute().isOk()).isTrue();
    }

    @Test
    void execute_revokedAfterOneThatCannotBeLookedAt_isCritical() throws JMException {
        server.registerMBean(
                new Certificate(null, false, false, ""),
                new ObjectName("org.socache:type=SslStapling,name=ssl-stapling,serial=1"));
        server.registerMBean(
                new Certificate("REVOKED", false, false, ""),
                new ObjectName("org.socache:type=SslStapling,name=ssl-stapling,serial=2"));

        Result result = new CertificatesHealth(server).execute();

        assertThat(result.getStatus()).isEqualTo(Status.CRITICAL);
        assertThat(result.toString()).contains("serial=1 cannot be looked at");
    }

    /** What of a certificate's MBean the check reads. */
    public interface CertificateMXBean {

        String getSubject();

        String getStatus();

        boolean isMustStaple();

        boolean isStapled();

        String getLastError();
    }

    private record Certificate(String status, boolean mustStaple, boolean stapled, String fault)
            implements CertificateMXBean {

        @Override
        public String getSubject() {
            return "CN=shop";
        }

        @Override
        public String getStatus() {
            return Objects.requireNonNull(status, "no status");
        }

        @Override
        public boolean isMustStaple() {
            return mustStaple;
        }

        @Override
        public boolean isStapled() {
            return stapled;
        }

        @Override
        public String getLastError() {
            return fault;
        }
    }
}
