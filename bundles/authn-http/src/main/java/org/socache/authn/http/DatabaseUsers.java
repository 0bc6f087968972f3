// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Provider {@code dbd}: AuthDBDUserPWQuery and AuthDBDUserRealmQuery on a DataSource, {@code %s} written as in httpd. */
final class DatabaseUsers implements AuthnProvider {

    private static final int SECONDS = 10;

    private final Supplier<DataSource> source;
    private final String passwordQuery;
    private final String realmQuery;
    private final Decoy decoy = new Decoy();

    /** @param source gives the data source, or null while its service is away */
    DatabaseUsers(Supplier<DataSource> source, String passwordQuery, String realmQuery) {
        this.source = source;
        this.passwordQuery = passwordQuery;
        this.realmQuery = realmQuery;
    }

    @Override
    public String passwordHash(String user) throws AuthnProviderException {
        return ask("AuthDBDUserPWQuery", passwordQuery, user);
    }

    @Override
    public Boolean checkPassword(String user, char[] password) throws AuthnProviderException {
        return decoy.check(password, passwordHash(user));
    }

    @Override
    public String realmHash(String user, String realm) throws AuthnProviderException {
        return ask("AuthDBDUserRealmQuery", realmQuery, user, realm);
    }

    private String ask(String directive, String query, String... values) throws AuthnProviderException {
        DataSource database = source.get();
        if (query.isEmpty() || database == null) {
            throw new AuthnProviderException(
                    database == null ? "the DataSource service of this location is away" : directive + " is missing");
        }
        // httpd's %s, quoted or not, is a parameter of a prepared statement here
        String prepared = query.replace("'%s'", "?").replace("%s", "?");
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(prepared)) {
            statement.setQueryTimeout(SECONDS);
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        } catch (SQLException failed) {
            throw new AuthnProviderException(directive + " failed: " + failed.getMessage(), failed);
        }
    }
}
