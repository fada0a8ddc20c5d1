INSERT INTO public."group" (id, name, title, description, created, state, type, approval_status, image_url, is_organization, extras) VALUES ('0aa0c1de-0000-4000-8000-000000000001', 'stadt-paderborn', 'Stadt Paderborn, von Hand umbenannt', NULL, '2026-11-22 03:00:00', 'active', 'organization', 'approved', NULL, true, '{}');
INSERT INTO public.harvest_source (id, url, title, description, config, created, type, active, user_id, publisher_id, frequency, next_run) VALUES ('50c0c1de-0000-4000-8000-000000000001', 'https://daten.example/catalog.ttl', 'Offene Daten Paderborn', NULL, '{"protocol": "dcat", "municipality": "stadt-paderborn"}', '2026-11-22 03:00:00', 'modellregion', true, NULL, NULL, 'MANUAL', NULL);
INSERT INTO public.harvest_job (id, created, gather_started, gather_finished, finished, source_id, status) VALUES ('10b0c1de-0000-4000-8000-000000000001', '2026-11-22 03:00:00', '2026-11-22 03:00:00', '2026-11-22 03:00:00', '2026-11-22 03:00:00', '50c0c1de-0000-4000-8000-000000000001', 'Finished');
INSERT INTO public.package (id, name, title, version, url, notes, author, author_email, maintainer, maintainer_email, state, license_id, type, owner_org, private, metadata_modified, creator_user_id, metadata_created, plugin_data, extras) VALUES ('50c0c1de-0000-4000-8000-000000000001', 'quelle', 'Offene Daten Paderborn', NULL, 'https://daten.example/catalog.ttl', NULL, NULL, NULL, NULL, NULL, 'active', NULL, 'harvest', '0aa0c1de-0000-4000-8000-000000000001', false, '2026-11-22 03:00:00', NULL, '2026-11-22 03:00:00', NULL, '{"config": "{\"protocol\": \"dcat\", \"municipality\": \"stadt-paderborn\"}", "frequency": "MANUAL", "source_type": "modellregion"}');
INSERT INTO public.package (id, name, title, version, url, notes, author, author_email, maintainer, maintainer_email, state, license_id, type, owner_org, private, metadata_modified, creator_user_id, metadata_created, plugin_data, extras) VALUES ('da7a5e70-0000-4000-8000-000000000001', 'baumkataster-1', 'Baumkataster 1', NULL, NULL, 'Standorte und Arten, Teil 1.', NULL, NULL, NULL, NULL, 'active', 'dl-de-by-2.0', 'dataset', '0aa0c1de-0000-4000-8000-000000000001', false, '2026-11-22 03:00:00', NULL, '2026-11-22 03:00:00', NULL, '{"uri": "https://daten.example/dataset/1", "contact": "[{\"name\": \"Gr\\u00fcnfl\\u00e4chenamt\", \"email\": \"gruen@stadt.example\"}]", "identifier": "1"}');
INSERT INTO public.package (id, name, title, version, url, notes, author, author_email, maintainer, maintainer_email, state, license_id, type, owner_org, private, metadata_modified, creator_user_id, metadata_created, plugin_data, extras) VALUES ('da7a5e70-0000-4000-8000-000000000002', 'baumkataster-2', 'Baumkataster 2', NULL, NULL, 'Standorte und Arten, Teil 2.', NULL, NULL, NULL, NULL, 'active', 'dl-de-by-2.0', 'dataset', '0aa0c1de-0000-4000-8000-000000000001', false, '2026-11-22 03:00:00', NULL, '2026-11-22 03:00:00', NULL, '{"uri": "https://daten.example/dataset/2", "contact": "[{\"name\": \"Gr\\u00fcnfl\\u00e4chenamt\", \"email\": \"gruen@stadt.example\"}]", "identifier": "2"}');
INSERT INTO public.package (id, name, title, version, url, notes, author, author_email, maintainer, maintainer_email, state, license_id, type, owner_org, private, metadata_modified, creator_user_id, metadata_created, plugin_data, extras) VALUES ('da7a5e70-0000-4000-8000-000000000003', 'baumkataster-3', 'Baumkataster 3', NULL, NULL, 'Standorte und Arten, Teil 3.', NULL, NULL, NULL, NULL, 'deleted', 'dl-de-by-2.0', 'dataset', '0aa0c1de-0000-4000-8000-000000000001', false, '2026-11-22 03:00:00', NULL, '2026-11-22 03:00:00', NULL, '{"uri": "https://daten.example/dataset/3", "contact": "[{\"name\": \"Gr\\u00fcnfl\\u00e4chenamt\", \"email\": \"gruen@stadt.example\"}]", "identifier": "3"}');
INSERT INTO public.package (id, name, title, version, url, notes, author, author_email, maintainer, maintainer_email, state, license_id, type, owner_org, private, metadata_modified, creator_user_id, metadata_created, plugin_data, extras) VALUES ('da7a5e70-0000-4000-8000-000000000004', 'baumkataster-4', 'Baumkataster 4', NULL, NULL, 'Standorte und Arten, Teil 4.', NULL, NULL, NULL, NULL, 'active', 'dl-de-by-2.0', 'dataset', '0aa0c1de-0000-4000-8000-000000000001', false, '2026-11-22 03:00:00', NULL, '2026-11-22 03:00:00', NULL, '{"language": "[\"de\"]", "Aktenzeichen": "61-4"}');
INSERT INTO public.harvest_object (id, guid, current, gathered, fetch_started, content, fetch_finished, import_started, import_finished, state, metadata_modified_date, retry_times, harvest_job_id, harvest_source_id, package_id, report_status) VALUES ('0b1ec700-0000-4000-8000-000000000001', 'https://daten.example/dataset/1', true, '2026-11-22 03:00:00', NULL, NULL, NULL, NULL, NULL, 'COMPLETE', NULL, 0, '10b0c1de-0000-4000-8000-000000000001', '50c0c1de-0000-4000-8000-000000000001', 'da7a5e70-0000-4000-8000-000000000001', 'added');
INSERT INTO public.harvest_object (id, guid, current, gathered, fetch_started, content, fetch_finished, import_started, import_finished, state, metadata_modified_date, retry_times, harvest_job_id, harvest_source_id, package_id, report_status) VALUES ('0b1ec700-0000-4000-8000-000000000002', 'https://daten.example/dataset/2', true, '2026-11-22 03:00:00', NULL, NULL, NULL, NULL, NULL, 'COMPLETE', NULL, 0, '10b0c1de-0000-4000-8000-000000000001', '50c0c1de-0000-4000-8000-000000000001', 'da7a5e70-0000-4000-8000-000000000002', 'added');
INSERT INTO public.member (id, group_id, table_id, state, table_name, capacity) VALUES ('member-1-50', '0aa0c1de-0000-4000-8000-000000000001', '50c0c1de-0000-4000-8000-000000000001', 'active', 'package', 'organization');
INSERT INTO public.member (id, group_id, table_id, state, table_name, capacity) VALUES ('member-1-da', '0aa0c1de-0000-4000-8000-000000000001', 'da7a5e70-0000-4000-8000-000000000001', 'active', 'package', 'organization');
INSERT INTO public.member (id, group_id, table_id, state, table_name, capacity) VALUES ('member-2-da', '0aa0c1de-0000-4000-8000-000000000001', 'da7a5e70-0000-4000-8000-000000000002', 'active', 'package', 'organization');
INSERT INTO public.member (id, group_id, table_id, state, table_name, capacity) VALUES ('member-3-da', '0aa0c1de-0000-4000-8000-000000000001', 'da7a5e70-0000-4000-8000-000000000003', 'active', 'package', 'organization');
INSERT INTO public.member (id, group_id, table_id, state, table_name, capacity) VALUES ('member-4-da', '0aa0c1de-0000-4000-8000-000000000001', 'da7a5e70-0000-4000-8000-000000000004', 'active', 'package', 'organization');
INSERT INTO public.tag (id, name, vocabulary_id) VALUES ('7a9-baeume', 'Bäume', NULL);
INSERT INTO public.package_tag (id, state, package_id, tag_id) VALUES ('pt-1', 'active', 'da7a5e70-0000-4000-8000-000000000001', '7a9-baeume');
INSERT INTO public.package_tag (id, state, package_id, tag_id) VALUES ('pt-2', 'active', 'da7a5e70-0000-4000-8000-000000000002', '7a9-baeume');
INSERT INTO public.package_tag (id, state, package_id, tag_id) VALUES ('pt-3', 'active', 'da7a5e70-0000-4000-8000-000000000003', '7a9-baeume');
INSERT INTO public.package_tag (id, state, package_id, tag_id) VALUES ('pt-4', 'active', 'da7a5e70-0000-4000-8000-000000000004', '7a9-baeume');
INSERT INTO public.resource (id, url, format, description, "position", hash, state, extras, name, resource_type, mimetype, mimetype_inner, size, last_modified, cache_url, cache_last_updated, created, url_type, package_id, metadata_modified) VALUES ('f11e0000-0000-4000-8000-000000000001', 'https://daten.example/dataset/1.csv', 'CSV', NULL, 0, NULL, 'active', '{"uri": "https://daten.example/dataset/1/csv", "license": "http://dcat-ap.de/def/licenses/dl-by-de/2.0"}', 'CSV 1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-22 03:00:00', NULL, 'da7a5e70-0000-4000-8000-000000000001', '2026-11-22 03:00:00');
INSERT INTO public.resource (id, url, format, description, "position", hash, state, extras, name, resource_type, mimetype, mimetype_inner, size, last_modified, cache_url, cache_last_updated, created, url_type, package_id, metadata_modified) VALUES ('f11e0000-0000-4000-8000-000000000002', 'https://daten.example/dataset/2.csv', 'CSV', NULL, 0, NULL, 'active', '{"uri": "https://daten.example/dataset/2/csv", "license": "http://dcat-ap.de/def/licenses/dl-by-de/2.0"}', 'CSV 2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-22 03:00:00', NULL, 'da7a5e70-0000-4000-8000-000000000002', '2026-11-22 03:00:00');
INSERT INTO public.resource (id, url, format, description, "position", hash, state, extras, name, resource_type, mimetype, mimetype_inner, size, last_modified, cache_url, cache_last_updated, created, url_type, package_id, metadata_modified) VALUES ('f11e0000-0000-4000-8000-000000000003', 'https://daten.example/dataset/3.csv', 'CSV', NULL, 0, NULL, 'active', '{"uri": "https://daten.example/dataset/3/csv", "license": "http://dcat-ap.de/def/licenses/dl-by-de/2.0"}', 'CSV 3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-22 03:00:00', NULL, 'da7a5e70-0000-4000-8000-000000000003', '2026-11-22 03:00:00');
INSERT INTO public.resource (id, url, format, description, "position", hash, state, extras, name, resource_type, mimetype, mimetype_inner, size, last_modified, cache_url, cache_last_updated, created, url_type, package_id, metadata_modified) VALUES ('f11e0000-0000-4000-8000-000000000004', 'https://daten.example/dataset/4.csv', 'CSV', NULL, 0, NULL, 'active', '{"license": "http://dcat-ap.de/def/licenses/dl-by-de/2.0"}', 'CSV 4', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-22 03:00:00', NULL, 'da7a5e70-0000-4000-8000-000000000004', '2026-11-22 03:00:00');

CREATE TABLE public.modellregion_finding (
    id bigint NOT NULL,
    rule text NOT NULL,
    severity text NOT NULL,
    field text DEFAULT ''::text NOT NULL,
    before text DEFAULT ''::text NOT NULL,
    after text DEFAULT ''::text NOT NULL,
    source_id text DEFAULT ''::text NOT NULL,
    dataset_id text DEFAULT ''::text NOT NULL,
    resource_id text DEFAULT ''::text NOT NULL,
    run_id text DEFAULT ''::text NOT NULL,
    params jsonb DEFAULT '{}'::jsonb NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.modellregion_finding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.modellregion_finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.modellregion_owl_alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.modellregion_record (
    source_id text NOT NULL,
    guid text NOT NULL,
    package_id text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    digest text NOT NULL,
    version text NOT NULL,
    first_run_id text NOT NULL,
    last_run_id text NOT NULL,
    indexed boolean DEFAULT true NOT NULL,
    missing_since timestamp with time zone,
    missing_runs integer DEFAULT 0 NOT NULL,
    removed timestamp with time zone
);
CREATE TABLE public.modellregion_run (
    id text NOT NULL,
    source_id text NOT NULL,
    started timestamp with time zone NOT NULL,
    finished timestamp with time zone,
    state text NOT NULL,
    complete boolean DEFAULT false NOT NULL,
    added integer DEFAULT 0 NOT NULL,
    changed integer DEFAULT 0 NOT NULL,
    unchanged integer DEFAULT 0 NOT NULL,
    removed integer DEFAULT 0 NOT NULL,
    failed integer DEFAULT 0 NOT NULL,
    message jsonb
);
INSERT INTO public.modellregion_finding (id, rule, severity, field, before, after, source_id, dataset_id, resource_id, run_id, params, created) VALUES (1, 'licence.name', 'info', 'license', 'Datenlizenz Deutschland Namensnennung 2.0', 'http://dcat-ap.de/def/licenses/dl-by-de/2.0', '50c0c1de-0000-4000-8000-000000000001', 'da7a5e70-0000-4000-8000-000000000001', '', 'run-2026-11-22', '{"name": "„Straße & <b>Grün</b>“"}', '2026-11-22 03:00:00+00');
INSERT INTO public.modellregion_finding (id, rule, severity, field, before, after, source_id, dataset_id, resource_id, run_id, params, created) VALUES (2, 'licence.name', 'info', 'license', 'Datenlizenz Deutschland Namensnennung 2.0', 'http://dcat-ap.de/def/licenses/dl-by-de/2.0', '50c0c1de-0000-4000-8000-000000000001', 'da7a5e70-0000-4000-8000-000000000002', '', 'run-2026-11-22', '{"name": "„Straße & <b>Grün</b>“"}', '2026-11-22 03:00:00+00');
INSERT INTO public.modellregion_owl_alembic_version (version_num) VALUES ('5c0f1a7d2b31');
INSERT INTO public.modellregion_record (source_id, guid, package_id, title, digest, version, first_run_id, last_run_id, indexed, missing_since, missing_runs, removed) VALUES ('50c0c1de-0000-4000-8000-000000000001', 'https://daten.example/dataset/1', 'da7a5e70-0000-4000-8000-000000000001', 'Baumkataster 1', '0000000000000000000000000000000000000000000000000000000000000001', '1f0c2b7a9d3e4856', 'run-2026-11-21', 'run-2026-11-22', true, NULL, 0, NULL);
INSERT INTO public.modellregion_record (source_id, guid, package_id, title, digest, version, first_run_id, last_run_id, indexed, missing_since, missing_runs, removed) VALUES ('50c0c1de-0000-4000-8000-000000000001', 'https://daten.example/dataset/2', 'da7a5e70-0000-4000-8000-000000000002', 'Baumkataster 2', '0000000000000000000000000000000000000000000000000000000000000002', '1f0c2b7a9d3e4856', 'run-2026-11-21', 'run-2026-11-22', true, NULL, 0, NULL);
INSERT INTO public.modellregion_record (source_id, guid, package_id, title, digest, version, first_run_id, last_run_id, indexed, missing_since, missing_runs, removed) VALUES ('50c0c1de-0000-4000-8000-000000000001', 'https://daten.example/dataset/3', 'da7a5e70-0000-4000-8000-000000000003', 'Baumkataster 3', '0000000000000000000000000000000000000000000000000000000000000003', '1f0c2b7a9d3e4856', 'run-2026-11-21', 'run-2026-11-21', true, '2026-11-22 03:00:00+00', 1, '2026-11-22 03:00:00+00');
INSERT INTO public.modellregion_run (id, source_id, started, finished, state, complete, added, changed, unchanged, removed, failed, message) VALUES ('run-2026-11-21', '50c0c1de-0000-4000-8000-000000000001', '2026-11-21 03:00:00+00', '2026-11-21 03:00:08+00', 'finished', true, 3, 0, 0, 0, 0, 'null');
INSERT INTO public.modellregion_run (id, source_id, started, finished, state, complete, added, changed, unchanged, removed, failed, message) VALUES ('run-2026-11-22', '50c0c1de-0000-4000-8000-000000000001', '2026-11-22 03:00:00+00', '2026-11-22 03:00:05+00', 'finished', true, 0, 0, 2, 1, 0, 'null');
SELECT pg_catalog.setval('public.modellregion_finding_id_seq', 2, true);
ALTER TABLE ONLY public.modellregion_finding
    ADD CONSTRAINT modellregion_finding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.modellregion_owl_alembic_version
    ADD CONSTRAINT modellregion_owl_alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.modellregion_record
    ADD CONSTRAINT modellregion_record_pkey PRIMARY KEY (source_id, guid);
ALTER TABLE ONLY public.modellregion_run
    ADD CONSTRAINT modellregion_run_pkey PRIMARY KEY (id);
CREATE INDEX ix_modellregion_finding_dataset ON public.modellregion_finding USING btree (dataset_id);
CREATE INDEX ix_modellregion_finding_rule ON public.modellregion_finding USING btree (rule);
CREATE INDEX ix_modellregion_finding_source ON public.modellregion_finding USING btree (source_id, dataset_id);
CREATE INDEX ix_modellregion_record_last_run ON public.modellregion_record USING btree (source_id, last_run_id);
CREATE INDEX ix_modellregion_record_package ON public.modellregion_record USING btree (package_id);
CREATE INDEX ix_modellregion_run_source ON public.modellregion_run USING btree (source_id, started);
