// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.stream.Stream;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.sql.DataSource;

import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.apache.karaf.jaas.config.JaasRealm;
import org.h2.jdbcx.JdbcDataSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Runs in the node: what an operator's own bundle for an LDAP realm and a DataSource does. */
public final class SlowUsersActivator implements BundleActivator {

    /** Header with the URL of the directory. */
    static final String DIRECTORY = "Journey-Directory";

    /** Header with the URL of the database. */
    static final String DATABASE = "Journey-Database";

    @Override
    public void start(BundleContext context) {
        Dictionary<String, String> headers = context.getBundle().getHeaders();
        Bundle modules = Stream.of(context.getBundles())
                .filter(bundle -> "org.apache.karaf.jaas.modules".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
        context.registerService(
                JaasRealm.class, new DirectoryRealm(headers.get(DIRECTORY), modules.getBundleId()), null);
        JdbcDataSource users = new JdbcDataSource();
        users.setURL(headers.get(DATABASE));
        context.registerService(DataSource.class, users, new Hashtable<>(Map.of("dataSourceName", "users")));
    }

    @Override
    public void stop(BundleContext context) {}

    /** Karaf's own LDAP module as a realm. */
    static final class DirectoryRealm implements JaasRealm {

        private final AppConfigurationEntry entry;

        DirectoryRealm(String url, long modules) {
            entry = new AppConfigurationEntry(
                    ProxyLoginModule.class.getName(),
                    LoginModuleControlFlag.REQUIRED,
                    Map.of(
                            ProxyLoginModule.PROPERTY_MODULE,
                            "org.apache.karaf.jaas.modules.ldap.LDAPLoginModule",
                            ProxyLoginModule.PROPERTY_BUNDLE,
                            String.valueOf(modules),
                            "connection.url",
                            url,
                            "user.base.dn",
                            "dc=example",
                            "user.filter",
                            "(uid=%u)",
                            "user.search.subtree",
                            "true",
                            "authentication",
                            "simple"));
        }

        @Override
        public String getName() {
            return "ldap";
        }

        @Override
        public int getRank() {
            return 0;
        }

        @Override
        public AppConfigurationEntry[] getEntries() {
            return new AppConfigurationEntry[] {entry};
        }
    }
}
