"""Addresses of this room, as whole paths: the site includes them at the root."""

from django.urls import path

from companies.views import company, edits, following, investors, lists, park, people

app_name = "companies"
urlpatterns = [
    path("companies/", lists.CompanyList.as_view(), name="list"),
    path("rounds/", lists.RoundList.as_view(), name="rounds"),
    path("products/", lists.ProductList.as_view(), name="products"),
    path("milestones/", lists.MilestoneList.as_view(), name="milestones"),
    path("investors/", lists.InvestorList.as_view(), name="investors"),
    path("people/", lists.PersonList.as_view(), name="people"),
    # --- one company; "new" stands before the addresses of companies, none of which is called so
    path("companies/new/", edits.add, name="add"),
    path("companies/new/duplicates/", edits.duplicates, name="duplicates"),
    path("companies/new/amount/", edits.amount_read, name="amount_read"),
    path("companies/<slug:slug>/", company.company, name="company"),
    path("companies/<slug:slug>/timeline/", company.timeline, name="timeline"),
    path("companies/<slug:slug>/one-pager/", company.one_pager, name="one_pager"),
    path("companies/<slug:slug>/edit/", edits.edit, name="edit"),
    path("companies/<slug:slug>/contact/", edits.contact, name="contact"),
    path("companies/<slug:slug>/add/<slug:kind>/", edits.add_fact, name="add_fact"),
    path("companies/<slug:slug>/edit/<slug:kind>/<int:pk>/", edits.edit_fact, name="edit_fact"),
    path("companies/<slug:slug>/remove/<slug:kind>/<int:pk>/", edits.remove_fact, name="remove_fact"),
    path("companies/<slug:slug>/rounds/<int:pk>/remove/", edits.remove_round, name="remove_round"),
    path("companies/<slug:slug>/products/<int:pk>/stage/", edits.stage, name="stage"),
    path("companies/<slug:slug>/tasks/<int:pk>/done/", edits.complete_task, name="complete_task"),
    # --- people
    path("people/new/", people.add, name="add_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.edit, name="edit_person"),
    path("people/<int:pk>/positions/new/", people.add_position, name="add_position"),
    path("people/<int:pk>/positions/<int:position>/end/", people.end_position, name="end_position"),
    path("people/<int:pk>/know/", people.know, name="know"),
    # --- investors
    path("investors/new/", investors.add, name="add_investor"),
    path("investors/<slug:slug>/", investors.investor, name="investor"),
    path("investors/<slug:slug>/edit/", investors.edit, name="edit_investor"),
    # --- following, the park
    path("following/", following.following, name="following"),
    path("following/digest/", following.digest, name="following_digest"),
    path("follow/", following.follow, name="follow"),
    path("park/", park.park, name="park"),
]
